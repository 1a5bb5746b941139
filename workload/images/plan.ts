/** Which commands build and push an image. They are data, so that a test can read them. */
import type { ComponentId } from "../../lib/workload/components.ts";
import { lockedImage, workloadRepository, type Digests } from "../../lib/images/lock.ts";
import { mirroredImage } from "../../lib/images/catalogue.ts";
import { ImagesProblem } from "./problem.ts";

/** A command, as the operating system takes it. */
export interface Command {
  readonly program: "buildah";
  readonly args: readonly string[];
}

export interface ImagePlan {
  readonly component: ComponentId;
  /** With the registry's host. */
  readonly reference: string;
  /** Without it, as the lock has it. */
  readonly repositoryTag: string;
  readonly build: Command;
  readonly push: Command;
  /** File in which the push leaves the digest. */
  readonly digestFile: string;
}

export interface PlanInputs {
  readonly component: ComponentId;
  readonly tag: string;
  /** Login server of the registry. */
  readonly host: string;
  /** Both of Node.js, by digest. */
  readonly bases: BaseImages;
  /** Commit that is built. */
  readonly revision: string;
  /** Seconds since 1970 at which that commit was made: the same sources then make the same image. */
  readonly committed: number;
  /** The repository's root. */
  readonly context: string;
  /** Folder for results. */
  readonly out: string;
  /** File with the sign-in to the registry. */
  readonly authFile: string;
}

export interface BaseImages {
  readonly build: string;
  readonly run: string;
}

/**
 * The images to build on, in the platform's own registry.
 *
 * @throws ImagesProblem when no digest of one is recorded: what a tag names today is nobody's decision.
 */
export function baseImages(host: string, digests: Digests): BaseImages {
  const pinned = (id: string): string => {
    const { repository, tag, digest } = lockedImage(mirroredImage(id), digests);
    if (digest === "")
      throw new ImagesProblem(
        `lib/images/images.lock.json has no digest of ${repository}:${tag}, so there is nothing to build on.`,
        "Mirror the images (`npx bulkhead images --script REGISTRY`), then `npx bulkhead images --lock digests.txt`.",
      );
    return `${host}/${repository}@${digest}`;
  };
  return { build: pinned("node"), run: pinned("nodejs24-debian12") };
}

export function planImage(inputs: PlanInputs): ImagePlan {
  const { component, tag, host, bases, revision, committed, context, out, authFile } = inputs;
  const repositoryTag = `${workloadRepository(component)}:${tag}`;
  const reference = `${host}/${repositoryTag}`;
  const digestFile = `${out}/${component}.digest`;
  const buildArg = (name: string, value: string): string[] => ["--build-arg", `${name}=${value}`];
  return {
    component,
    reference,
    repositoryTag,
    digestFile,
    build: {
      program: "buildah",
      args: [
        "build",
        ...["--file", `${context}/workload/images/Dockerfile`],
        ...["--ignorefile", `${context}/workload/images/Dockerfile.dockerignore`],
        ...["--target", component],
        ...["--platform", "linux/amd64"],
        ...["--authfile", authFile],
        ...buildArg("NODE_BUILD", bases.build),
        ...buildArg("NODE_RUN", bases.run),
        ...buildArg("VERSION", tag),
        ...buildArg("REVISION", revision),
        ...["--timestamp", String(committed)],
        ...["--tag", reference],
        context,
      ],
    },
    push: {
      program: "buildah",
      args: ["push", "--authfile", authFile, "--digestfile", digestFile, reference, `docker://${reference}`],
    },
  };
}
