import * as pulumi from "@pulumi/pulumi";

/** A token with a version of the API in its module: `azure-native:network/v20240101:VirtualNetwork`. */
const versioned = /^azure-native:[a-z]+\/v\d{8}[a-z]*:/;

function isOfVersion(alias: pulumi.Input<pulumi.URN | pulumi.Alias>): boolean {
  if (typeof alias !== "object" || !("type" in alias) || Object.keys(alias).length > 1) return false;
  return typeof alias.type === "string" && versioned.test(alias.type);
}

/**
 * Takes from every resource that the program registers from now on the aliases that azure-native gives it for each version
 * of its API: 113 for a managed cluster. They find what a program once made by such a token. No program of this project did, and the
 * SDK resolves each of them, one after the other. Aliases for a module that was renamed stay, and so do the program's own.
 *
 * Call it before anything is registered.
 */
export function forgetVersionAliases(): void {
  pulumi.runtime.registerStackTransformation(({ props, opts }) => {
    const { aliases } = opts;
    if (!Array.isArray(aliases)) return undefined;
    const kept = aliases.filter((alias: pulumi.Input<pulumi.URN | pulumi.Alias>) => !isOfVersion(alias));
    return { props, opts: { ...opts, aliases: kept } };
  });
}
