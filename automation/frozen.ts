/** A type all of whose parts, at every depth, can only be read. */
export type Frozen<T> = T extends readonly (infer Item)[]
    ? readonly Frozen<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: Frozen<T[Key]> }
      : T;
