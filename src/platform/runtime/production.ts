// Imported before all else: graphql looks at it when it is loaded, and checks every type of every value where it is not set.
process.env['NODE_ENV'] ??= 'production';
