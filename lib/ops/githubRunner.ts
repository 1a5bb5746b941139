import type { BootSteps } from "./toolchain.ts";

/** Where runners register, and as which GitHub App. */
export interface GithubRunnerSettings {
  /** "orgs/contoso" or "repos/contoso/platform". */
  readonly scope: string;
  readonly appId: number;
  readonly installationId: number;
  readonly runnerGroupId: number;
  readonly labels: readonly string[];
  /** Host of the vault that holds the app's private key, and the name of the secret. */
  readonly vaultHost: string;
  readonly keySecret: string;
  /** Client id of the identity that may read it. */
  readonly identityClientId: string;
}

/**
 * Runners without a token at rest: the machine's identity reads the key of a GitHub App from the vault, asks GitHub for a
 * just-in-time registration that is good for one job, does the job, and asks again.
 */
export function githubRunnerSteps(settings: GithubRunnerSettings): BootSteps {
  const request = JSON.stringify({
    runner_group_id: settings.runnerGroupId,
    labels: settings.labels,
    work_folder: "_work",
  });
  return {
    files: [
      {
        path: "/usr/local/sbin/github-runner",
        permissions: "0755",
        content: `#!/bin/bash
set -euo pipefail
api=https://api.github.com
identity='http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fvault.azure.net&client_id=${settings.identityClientId}'
base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
vault_token=$(curl -fsS -H Metadata:true "$identity" | jq -r .access_token)
umask 077
key=$(mktemp)
trap 'rm -f "$key"' EXIT
curl -fsS -H "Authorization: Bearer $vault_token" "https://${settings.vaultHost}/secrets/${settings.keySecret}?api-version=7.4" | jq -r .value > "$key"
now=$(date +%s)
head=$(printf '{"alg":"RS256","typ":"JWT"}' | base64url)
body=$(printf '{"iat":%d,"exp":%d,"iss":"${settings.appId}"}' $((now - 60)) $((now + 540)) | base64url)
signature=$(printf '%s.%s' "$head" "$body" | openssl dgst -sha256 -sign "$key" | base64url)
rm -f "$key"
app_token=$(curl -fsS -X POST -H "Authorization: Bearer $head.$body.$signature" -H 'Accept: application/vnd.github+json' "$api/app/installations/${settings.installationId}/access_tokens" | jq -r .token)
registration=$(jq -cn --arg name "$(hostname)-$now" --argjson rest '${request}' '{name: $name} + $rest' |
  curl -fsS -X POST -H "Authorization: Bearer $app_token" -H 'Accept: application/vnd.github+json' "$api/${settings.scope}/actions/runners/generate-jitconfig" -d @- | jq -er .encoded_jit_config)
unset app_token vault_token
cd /opt/actions-runner
rm -rf _work
exec runuser -u runner -- env HOME=/home/runner ./run.sh --jitconfig "$registration"
`,
      },
      {
        path: "/usr/local/sbin/install-github-runner",
        permissions: "0755",
        content: `#!/bin/bash
set -euo pipefail
id runner > /dev/null 2>&1 || useradd --create-home --shell /usr/sbin/nologin runner
if [ ! -x /opt/actions-runner/run.sh ]; then
  apt-get install -y jq
  asset=$(curl -fsS https://api.github.com/repos/actions/runner/releases/latest | jq -c '.assets[] | select(.name | test("^actions-runner-linux-x64-[0-9.]+[.]tar[.]gz$"))')
  curl -fsSL "$(jq -r .browser_download_url <<< "$asset")" -o /tmp/runner.tar.gz
  echo "$(jq -er '.digest | ltrimstr("sha256:")' <<< "$asset")  /tmp/runner.tar.gz" | sha256sum --check --strict
  install -d /opt/actions-runner
  tar -xzf /tmp/runner.tar.gz -C /opt/actions-runner
  /opt/actions-runner/bin/installdependencies.sh
fi
chown -R runner: /opt/actions-runner
systemctl daemon-reload
systemctl enable --now github-runner
`,
      },
      {
        path: "/etc/systemd/system/github-runner.service",
        permissions: "0644",
        content: `[Unit]
Description=One job of GitHub Actions after the other
After=network-online.target
Wants=network-online.target

[Service]
ExecStart=/usr/local/sbin/github-runner
Restart=always
RestartSec=10

[Install]
WantedBy=multi-user.target
`,
      },
    ],
    commands: ["/usr/local/sbin/install-github-runner"],
  };
}
