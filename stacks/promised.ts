import type * as pulumi from "@pulumi/pulumi";

/** A value with outputs anywhere inside, as a program builds what it will return. Wrong or missing fields do not compile. */
export type Promised<T> =
  | pulumi.Input<T>
  | (T extends readonly (infer Element)[]
      ? readonly Promised<Element>[]
      : T extends object
        ? { readonly [Key in keyof T]: Promised<T[Key]> }
        : never);
