// The variants of a product.

/** Give a product's variant of that id; its first for one it does not have. */
export function variantIn({ variants }, id) {
  return variants.find((variant) => variant.id === id) ?? variants[0];
}
