#!/bin/sh
# Makes the certificates of a cluster of EventStoreDB: an authority, and one certificate for each node, named by the arguments.
#   certificates.sh FOLDER NODE…
# What is there already is kept, so that it may run at every start; a certificate with less than 30 days left is made anew.
set -eu
umask 077
folder=$1
shift
days_of_authority=3650
days_of_node=825
renew_before=2592000 # seconds: 30 days

mkdir -p "$folder/ca" "$folder/private"
if [ ! -s "$folder/ca/ca.crt" ]; then
  openssl req -x509 -newkey rsa:2048 -nodes -sha256 -days "$days_of_authority" \
    -subj '/O=Casebook/CN=Casebook event store authority' \
    -addext 'basicConstraints=critical,CA:TRUE' -addext 'keyUsage=critical,keyCertSign,cRLSign' \
    -keyout "$folder/private/ca.key" -out "$folder/ca/ca.crt"
fi

for node in "$@"; do
  target="$folder/$node"
  mkdir -p "$target"
  if [ -s "$target/node.crt" ] && openssl x509 -in "$target/node.crt" -noout -checkend "$renew_before" >/dev/null; then
    continue
  fi
  # Nodes know each other by this common name; clients by the names below.
  openssl req -new -newkey rsa:2048 -nodes -sha256 -subj '/CN=eventstoredb-node' \
    -keyout "$target/pkcs8.key" -out "$target/node.csr"
  openssl rsa -in "$target/pkcs8.key" -traditional -out "$target/node.key"
  cat > "$target/node.ext" <<END
basicConstraints=CA:FALSE
keyUsage=critical,digitalSignature,keyEncipherment
extendedKeyUsage=serverAuth,clientAuth
subjectAltName=DNS:$node,DNS:localhost,IP:127.0.0.1
END
  openssl x509 -req -sha256 -days "$days_of_node" -in "$target/node.csr" -extfile "$target/node.ext" \
    -CA "$folder/ca/ca.crt" -CAkey "$folder/private/ca.key" -CAcreateserial -CAserial "$folder/private/ca.srl" \
    -out "$target/node.crt"
  rm "$target/pkcs8.key" "$target/node.csr" "$target/node.ext"
done

# Nodes and services run as user 1000 and read their own key and the authority's certificate, never its key.
chmod 755 "$folder" "$folder/ca"
chmod 644 "$folder/ca/ca.crt"
if [ "$(id -u)" = 0 ]; then
  for node in "$@"; do chown -R 1000:1000 "$folder/$node"; done
fi
