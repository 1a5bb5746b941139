import { expect } from "chai";
import { podSpecOf, restrictedViolations } from "../../../../rehearsal/azure/kubernetes/podSecurity.ts";
import type { Properties } from "../../../../lib/properties.ts";

const security = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  runAsNonRoot: true,
  seccompProfile: { type: "RuntimeDefault" },
};
const container = (changes: Properties = {}, more: Properties = {}): Properties => ({
  name: "app",
  image: "registry.example/app:1",
  securityContext: { ...security, ...changes },
  ...more,
});
const pod = (changes: Properties = {}, ...containers: Properties[]): Properties => ({
  containers: containers.length === 0 ? [container()] : containers,
  ...changes,
});
/** The object without one of its keys. */
const without = (object: Properties, key: string): Properties =>
  Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
const bare = (key: string): Properties => ({ name: "app", securityContext: without(security, key) });

describe("rehearsal/azure: what the Pod Security Standard 'restricted' refuses", () => {
  it("takes a pod that says all it has to, and one whose pod says it for its containers", () => {
    expect(restrictedViolations(pod())).to.deep.equal([]);
    const said = {
      securityContext: { runAsNonRoot: true, seccompProfile: { type: "Localhost", localhostProfile: "p" } },
    };
    const silent = without(without(security, "runAsNonRoot"), "seccompProfile");
    expect(restrictedViolations(pod(said, { name: "app", securityContext: silent }))).to.deep.equal([]);
    const volumes = ["configMap", "csi", "emptyDir", "projected", "secret"].map((type) => ({
      name: type.toLowerCase(),
      [type]: {},
    }));
    expect(restrictedViolations(pod({ volumes }))).to.deep.equal([]);
    const bindsLowPorts = container({ capabilities: { drop: ["ALL"], add: ["NET_BIND_SERVICE"] } });
    expect(restrictedViolations(pod({}, bindsLowPorts))).to.deep.equal([]);
  });

  const refused: [what: string, spec: Properties, violation: string][] = [
    [
      "escalation that nobody forbids",
      pod({}, bare("allowPrivilegeEscalation")),
      'allowPrivilegeEscalation != false (container "app" must set securityContext.allowPrivilegeEscalation=false)',
    ],
    [
      "capabilities that are kept",
      pod({}, bare("capabilities")),
      'unrestricted capabilities (container "app" must set securityContext.capabilities.drop=["ALL"])',
    ],
    [
      "a capability that is added",
      pod({}, container({ capabilities: { drop: ["ALL"], add: ["NET_ADMIN"] } })),
      'unrestricted capabilities (container "app" must not include "NET_ADMIN" in securityContext.capabilities.add)',
    ],
    [
      "a folder of the node",
      pod({ volumes: [{ name: "node", hostPath: { path: "/" } }] }),
      'restricted volume types (volume "node" uses restricted volume type "hostPath")',
    ],
    [
      "a user that nobody names",
      pod({}, bare("runAsNonRoot")),
      'runAsNonRoot != true (pod or container "app" must set securityContext.runAsNonRoot=true)',
    ],
    [
      "root allowed by the pod",
      pod({ securityContext: { runAsNonRoot: false } }),
      "runAsNonRoot != true (pod must not set securityContext.runAsNonRoot=false)",
    ],
    ["root", pod({}, container({ runAsUser: 0 })), 'runAsUser=0 (container "app" must not set runAsUser=0)'],
    [
      "no seccomp profile",
      pod({}, bare("seccompProfile")),
      'seccompProfile (pod or container "app" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
    ],
    [
      "seccomp switched off",
      pod({}, container({ seccompProfile: { type: "Unconfined" } })),
      'seccompProfile (container "app" must not set securityContext.seccompProfile.type to "Unconfined")',
    ],
    [
      "namespaces of the node",
      pod({ hostNetwork: true, hostPID: true }),
      "host namespaces (hostNetwork=true, hostPID=true)",
    ],
    [
      "a port of the node",
      pod({}, container({}, { ports: [{ containerPort: 8080, hostPort: 80 }] })),
      'hostPort (container "app" uses hostPort 80)',
    ],
    [
      "a privileged container",
      pod({}, container({ privileged: true })),
      'privileged (container "app" must not set securityContext.privileged=true)',
    ],
    [
      "an unmasked /proc",
      pod({}, container({ procMount: "Unmasked" })),
      'procMount (container "app" must not set securityContext.procMount to "Unmasked")',
    ],
    [
      "a kernel setting",
      pod({ securityContext: { sysctls: [{ name: "kernel.msgmax", value: "1" }] } }),
      "forbidden sysctls (kernel.msgmax)",
    ],
    [
      "an SELinux type of one's own",
      pod({ securityContext: { seLinuxOptions: { type: "spc_t" } } }),
      "seLinuxOptions (pod set forbidden securityContext.seLinuxOptions)",
    ],
    [
      "AppArmor switched off",
      pod({}, container({ appArmorProfile: { type: "Unconfined" } })),
      'forbidden AppArmor profile (container "app" must not set AppArmor profile type to "Unconfined")',
    ],
    [
      "a probe of another host",
      pod({}, container({}, { livenessProbe: { httpGet: { host: "10.0.0.1", port: 80 } } })),
      'probe or lifecycle host (container "app" uses probe or lifecycle host "10.0.0.1")',
    ],
  ];
  for (const [what, spec, violation] of refused) {
    it(`refuses ${what}`, () => {
      expect(restrictedViolations(spec)).to.deep.equal([violation]);
    });
  }

  it("looks at init containers too, and names all that break a rule", () => {
    const spec = { ...pod({}, container(), { name: "b" }), initContainers: [{ name: "a" }] };
    expect(restrictedViolations(spec)[0]).to.contain('containers "a", "b" must set');
  });

  it("finds the pods of whatever makes them", () => {
    const spec = pod();
    expect(podSpecOf({ kind: "Pod", spec })).to.equal(spec);
    expect(podSpecOf({ kind: "Job", spec: { template: { spec } } })).to.equal(spec);
    expect(podSpecOf({ kind: "CronJob", spec: { jobTemplate: { spec: { template: { spec } } } } })).to.equal(
      spec,
    );
    expect(podSpecOf({ kind: "Service", spec: { template: {} } })).to.equal(undefined);
  });
});
