/** How long a look at the database may take before it counts as gone, in milliseconds. */
const PATIENCE = 2_000;

/** What comes of a look at the database; null when it fails or takes too long. */
export async function inTime<Value>(look: Promise<Value>): Promise<Value | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), PATIENCE)));
  try {
    return await Promise.race([look, late]);
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}
