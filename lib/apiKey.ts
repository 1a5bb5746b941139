const day = 24 * 60 * 60 * 1000;

/** How the age of the API key is configured. */
export interface ApiKeyAge {
  /** Day on which the key was drawn: "2026-11-01". */
  readonly apiKeyRotatedOn: string;
  readonly apiKeyValidDays: number;
}

/**
 * When the key expires, in seconds since 1970, as Key Vault keeps it. It follows from the configuration alone, so that two
 * runs never disagree.
 */
export function apiKeyExpiry({ apiKeyRotatedOn, apiKeyValidDays }: ApiKeyAge): number {
  return (Date.parse(`${apiKeyRotatedOn}T00:00:00Z`) + apiKeyValidDays * day) / 1000;
}

/** Days before the end in which every run reminds of it. */
const reminderDays = 30;

/**
 * A reminder to rotate the key, while there is time and after; undefined before. Key Vault hands out expired secrets all
 * the same, so nothing stops working at that hour.
 *
 * @param now milliseconds since 1970.
 */
export function apiKeyReminder(age: ApiKeyAge, now: number): string | undefined {
  const expiry = apiKeyExpiry(age) * 1000;
  if (expiry - now > reminderDays * day) return undefined;
  const date = new Date(expiry).toISOString().slice(0, 10);
  const today = new Date(now).toISOString().slice(0, 10);
  const verb = expiry <= now ? "expired" : "expires";
  return `The API key ${verb} on ${date}. Set vault.apiKeyRotatedOn to "${today}" to draw a new one.`;
}
