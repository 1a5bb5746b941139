/** Values of the headers by which browsers are told to be careful. Empty: the header is not set. */
export interface SecurityHeaderValues {
  readonly strictTransportSecurity: string;
  readonly contentSecurityPolicy: string;
  readonly contentTypeOptions: string;
  readonly frameOptions: string;
  readonly referrerPolicy: string;
  readonly permissionsPolicy: string;
}

const headerNames: Readonly<Record<keyof SecurityHeaderValues, string>> = {
  strictTransportSecurity: "Strict-Transport-Security",
  contentSecurityPolicy: "Content-Security-Policy",
  contentTypeOptions: "X-Content-Type-Options",
  frameOptions: "X-Frame-Options",
  referrerPolicy: "Referrer-Policy",
  permissionsPolicy: "Permissions-Policy",
};

export interface Header {
  readonly name: string;
  readonly value: string;
}

/** The headers that are set, in a fixed order. */
export function securityHeaderList(values: SecurityHeaderValues): Header[] {
  const keys = Object.keys(headerNames) as (keyof SecurityHeaderValues)[];
  return keys
    .map((key) => ({ name: headerNames[key], value: values[key] }))
    .filter(({ value }) => value !== "");
}

/** A list cut into pieces of at most `size`, in order. */
export function chunks<Item>(items: readonly Item[], size: number): Item[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
