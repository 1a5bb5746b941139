/**
 * What a namespace with the Pod Security Standard "restricted" refuses, in the words of the admission plugin.
 *
 * The checks are those that k8s.io/pod-security-admission v0.36.3 (policy/check_*.go) applies to Linux pods at the level
 * "restricted" from version 1.35 on; a pod with user namespaces of its own (hostUsers: false) is not relaxed here.
 */
import { isObject, objectOrEmpty, objectsOf, type Properties } from "../../../lib/properties.ts";

interface Container {
  readonly name: string;
  readonly spec: Properties;
  readonly security: Properties;
}

interface Pod {
  readonly spec: Properties;
  readonly security: Properties;
  readonly containers: readonly Container[];
}

interface Check {
  /** What the plugin calls the violation. */
  readonly reason: string;
  /** Details of the violation; empty when there is none. */
  readonly details: (pod: Pod) => string;
}

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(", ");
const some = (names: readonly string[], singular = "container"): string =>
  `${singular}${names.length === 1 ? "" : "s"} ${quoted(names)}`;
const namesOf = (containers: readonly Container[]): string[] => containers.map(({ name }) => name);
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
const unique = (values: readonly string[]): string[] => [...new Set(values)].sort();

/** Where pod and containers set what they may not: `pod and container "a"`. */
function setters(pod: boolean, containers: readonly Container[]): string {
  return [...(pod ? ["pod"] : []), ...(containers.length > 0 ? [some(namesOf(containers))] : [])].join(
    " and ",
  );
}

function breaking(pod: Pod, isBad: (container: Container) => boolean): Container[] {
  return pod.containers.filter(isBad);
}

/** Volume types that "restricted" leaves. */
const volumeTypes = [
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "image",
  "persistentVolumeClaim",
  "projected",
  "secret",
];

const seLinuxTypes = ["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"];
const safeSysctls = [
  "kernel.shm_rmid_forced",
  "net.ipv4.ip_local_port_range",
  "net.ipv4.tcp_syncookies",
  "net.ipv4.ping_group_range",
  "net.ipv4.ip_unprivileged_port_start",
  "net.ipv4.ip_local_reserved_ports",
  "net.ipv4.tcp_keepalive_time",
  "net.ipv4.tcp_fin_timeout",
  "net.ipv4.tcp_keepalive_intvl",
  "net.ipv4.tcp_keepalive_probes",
  "net.ipv4.tcp_rmem",
  "net.ipv4.tcp_wmem",
];
const profiles: readonly unknown[] = ["RuntimeDefault", "Localhost"];

const hasDropAll = ({ security }: Container): boolean =>
  texts(objectOrEmpty(security["capabilities"])["drop"]).includes("ALL");
const addedCapabilities = ({ security }: Container): string[] =>
  texts(objectOrEmpty(security["capabilities"])["add"]).filter(
    (capability) => capability !== "NET_BIND_SERVICE",
  );

/** Hosts that probes and lifecycle hooks of a container name. */
function probeHosts({ spec }: Container): string[] {
  const lifecycle = objectOrEmpty(spec["lifecycle"]);
  const handlers = [
    ...["startupProbe", "livenessProbe", "readinessProbe"].map((key) => objectOrEmpty(spec[key])),
    objectOrEmpty(lifecycle["postStart"]),
    objectOrEmpty(lifecycle["preStop"]),
  ];
  return handlers
    .flatMap((handler) => [
      objectOrEmpty(handler["httpGet"])["host"],
      objectOrEmpty(handler["tcpSocket"])["host"],
    ])
    .filter((host): host is string => typeof host === "string" && host !== "");
}

const checks: readonly Check[] = [
  {
    reason: "allowPrivilegeEscalation != false",
    details: (pod) => {
      const bad = breaking(pod, ({ security }) => security["allowPrivilegeEscalation"] !== false);
      return bad.length === 0
        ? ""
        : `${some(namesOf(bad))} must set securityContext.allowPrivilegeEscalation=false`;
    },
  },
  {
    reason: "unrestricted capabilities",
    details: (pod) => {
      const keeping = breaking(pod, (container) => !hasDropAll(container));
      const adding = breaking(pod, (container) => addedCapabilities(container).length > 0);
      return [
        ...(keeping.length === 0
          ? []
          : [`${some(namesOf(keeping))} must set securityContext.capabilities.drop=["ALL"]`]),
        ...(adding.length === 0
          ? []
          : [
              `${some(namesOf(adding))} must not include ${quoted(unique(adding.flatMap(addedCapabilities)))} in securityContext.capabilities.add`,
            ]),
      ].join("; ");
    },
  },
  {
    reason: "restricted volume types",
    details: ({ spec }) => {
      const bad = objectsOf(spec["volumes"]).filter(
        (volume) => !volumeTypes.some((type) => volume[type] !== undefined),
      );
      if (bad.length === 0) return "";
      const types = unique(
        bad.map((volume) => Object.keys(volume).find((key) => key !== "name") ?? "unknown"),
      );
      const names = bad.map((volume) => String(volume["name"]));
      return `${some(names, "volume")} ${names.length === 1 ? "uses" : "use"} ${some(types, "restricted volume type")}`;
    },
  },
  {
    reason: "runAsNonRoot != true",
    details: (pod) => {
      const podSays = pod.security["runAsNonRoot"];
      const explicit = breaking(pod, ({ security }) => security["runAsNonRoot"] === false);
      if (podSays === false || explicit.length > 0)
        return `${setters(podSays === false, explicit)} must not set securityContext.runAsNonRoot=false`;
      const silent =
        podSays === true ? [] : breaking(pod, ({ security }) => security["runAsNonRoot"] === undefined);
      return silent.length === 0
        ? ""
        : `pod or ${some(namesOf(silent))} must set securityContext.runAsNonRoot=true`;
    },
  },
  {
    reason: "runAsUser=0",
    details: (pod) => {
      const root = breaking(pod, ({ security }) => security["runAsUser"] === 0);
      const where = setters(pod.security["runAsUser"] === 0, root);
      return where === "" ? "" : `${where} must not set runAsUser=0`;
    },
  },
  {
    reason: "seccompProfile",
    details: (pod) => {
      const typeOf = (security: Properties): unknown => objectOrEmpty(security["seccompProfile"])["type"];
      const isBad = (type: unknown): boolean => type !== undefined && !profiles.includes(type);
      const podType = typeOf(pod.security);
      const explicit = breaking(pod, ({ security }) => isBad(typeOf(security)));
      const where = setters(isBad(podType), explicit);
      if (where !== "") {
        const values = [podType, ...explicit.map(({ security }) => typeOf(security))]
          .filter(isBad)
          .map(String);
        return `${where} must not set securityContext.seccompProfile.type to ${quoted(unique(values))}`;
      }
      const silent =
        podType === undefined ? breaking(pod, ({ security }) => typeOf(security) === undefined) : [];
      return silent.length === 0
        ? ""
        : `pod or ${some(namesOf(silent))} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`;
    },
  },
  {
    reason: "host namespaces",
    details: ({ spec }) =>
      ["hostNetwork", "hostPID", "hostIPC"]
        .filter((key) => spec[key] === true)
        .map((key) => `${key}=true`)
        .join(", "),
  },
  {
    reason: "hostPort",
    details: (pod) => {
      const portsOf = ({ spec }: Container): string[] =>
        objectsOf(spec["ports"]).flatMap(({ hostPort }) =>
          typeof hostPort === "number" && hostPort !== 0 ? [String(hostPort)] : [],
        );
      const bad = breaking(pod, (container) => portsOf(container).length > 0);
      if (bad.length === 0) return "";
      const ports = unique(bad.flatMap(portsOf));
      return `${some(namesOf(bad))} ${bad.length === 1 ? "uses" : "use"} hostPort${ports.length === 1 ? "" : "s"} ${ports.join(", ")}`;
    },
  },
  {
    reason: "privileged",
    details: (pod) => {
      const bad = breaking(pod, ({ security }) => security["privileged"] === true);
      return bad.length === 0 ? "" : `${some(namesOf(bad))} must not set securityContext.privileged=true`;
    },
  },
  {
    reason: "procMount",
    details: (pod) => {
      const isBad = ({ security }: Container): boolean => (security["procMount"] ?? "Default") !== "Default";
      const bad = breaking(pod, isBad);
      return bad.length === 0
        ? ""
        : `${some(namesOf(bad))} must not set securityContext.procMount to ${quoted(unique(bad.map(({ security }) => String(security["procMount"]))))}`;
    },
  },
  {
    reason: "forbidden sysctls",
    details: ({ security }) =>
      objectsOf(security["sysctls"])
        .map(({ name }) => String(name))
        .filter((name) => !safeSysctls.includes(name))
        .join(", "),
  },
  {
    reason: "seLinuxOptions",
    details: (pod) => {
      const isBad = (security: Properties): boolean => {
        const { type = "", user, role } = objectOrEmpty(security["seLinuxOptions"]);
        return !seLinuxTypes.includes(String(type)) || Boolean(user) || Boolean(role);
      };
      const where = setters(
        isBad(pod.security),
        breaking(pod, ({ security }) => isBad(security)),
      );
      return where === "" ? "" : `${where} set forbidden securityContext.seLinuxOptions`;
    },
  },
  {
    reason: "forbidden AppArmor profile",
    details: (pod) => {
      const isBad = (security: Properties): boolean => {
        const type = objectOrEmpty(security["appArmorProfile"])["type"];
        return type !== undefined && !profiles.includes(type);
      };
      const where = setters(
        isBad(pod.security),
        breaking(pod, ({ security }) => isBad(security)),
      );
      return where === "" ? "" : `${where} must not set AppArmor profile type to "Unconfined"`;
    },
  },
  {
    reason: "probe or lifecycle host",
    details: (pod) => {
      const bad = breaking(pod, (container) => probeHosts(container).length > 0);
      return bad.length === 0
        ? ""
        : `${some(namesOf(bad))} ${bad.length === 1 ? "uses" : "use"} ${some(unique(bad.flatMap(probeHosts)), "probe or lifecycle host")}`;
    },
  },
];

/** What the level "restricted" finds wrong with a pod; empty when it is admitted. */
export function restrictedViolations(spec: Properties): string[] {
  const pod: Pod = {
    spec,
    security: objectOrEmpty(spec["securityContext"]),
    containers: ["initContainers", "containers", "ephemeralContainers"].flatMap((key) =>
      objectsOf(spec[key]).map((container) => ({
        name: String(container["name"]),
        spec: container,
        security: objectOrEmpty(container["securityContext"]),
      })),
    ),
  };
  return checks.flatMap(({ reason, details }) => {
    const said = details(pod);
    return said === "" ? [] : [`${reason} (${said})`];
  });
}

/** The pod that an object starts: its own specification, or that of its template. */
export function podSpecOf(object_: Properties): Properties | undefined {
  const spec = objectOrEmpty(object_["spec"]);
  if (object_["kind"] === "Pod") return spec;
  const template =
    object_["kind"] === "CronJob"
      ? objectOrEmpty(objectOrEmpty(objectOrEmpty(spec["jobTemplate"])["spec"])["template"])
      : objectOrEmpty(spec["template"]);
  return isObject(template["spec"]) && Array.isArray(template["spec"]["containers"])
    ? template["spec"]
    : undefined;
}
