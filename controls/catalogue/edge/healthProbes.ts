import { resourceControl } from "../../define.ts";
import { at, isText } from "../../read.ts";

/** Front Door notices when an origin is ill. */
export const healthProbes = resourceControl({
  id: "edge-health-probes",
  title: "Every origin group probes its origins over HTTPS, often enough.",
  why: "Without probes requests keep going to a stamp that cannot answer them.",
  remedy: "Set healthProbeSettings with a path, protocol 'Https' and a short interval.",
  severity: "high",
  references: {
    mcsb: [],
    threats: ["D-3"],
    pages: ["learn.microsoft.com/azure/frontdoor/health-probes"],
  },
  types: ["cdn:AFDOriginGroup"],
  parameters: {
    seconds: { type: "number", description: "Seconds between two probes at most.", default: 60 },
  },
  check: ({ props }, refuse, { seconds }) => {
    const settings = at(props, "healthProbeSettings");
    if (settings === undefined) {
      refuse("The origin group has no healthProbeSettings: an ill origin stays in use. Set them.");
      return;
    }
    if (!isText(at(props, "healthProbeSettings", "probeProtocol"), "Https"))
      refuse("healthProbeSettings.probeProtocol is not 'Https'. Set it.");
    // Azure's default is 240 seconds.
    const interval = Number(at(props, "healthProbeSettings", "probeIntervalInSeconds") ?? 240);
    if (interval > seconds)
      refuse(`Origins are probed every ${interval} seconds. Probe them every ${seconds} at least.`);
  },
  accepts: [
    [
      {
        type: "cdn:AFDOriginGroup",
        props: { healthProbeSettings: { probeProtocol: "Https", probeIntervalInSeconds: 30 } },
      },
    ],
  ],
  refuses: [
    [{ type: "cdn:AFDOriginGroup", props: {} }],
    [{ type: "cdn:AFDOriginGroup", props: { healthProbeSettings: { probeProtocol: "Https" } } }],
    [
      {
        type: "cdn:AFDOriginGroup",
        props: { healthProbeSettings: { probeProtocol: "Http", probeIntervalInSeconds: 30 } },
      },
    ],
  ],
  breaks: {
    stack: "global",
    change: (whole) => {
      delete whole.first("cdn:AFDOriginGroup").props["healthProbeSettings"];
    },
  },
});
