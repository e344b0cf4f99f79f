import { ArgumentsError } from '@framewatch/service-kit';

/** The profiles of docker-compose.yml: services that run only when they are asked for. */
export const PROFILES = ['emulator', 'gpu', 'ha', 'reporting'] as const;
export type Profile = (typeof PROFILES)[number];

/** The settings in .env that a profile needs besides its name in COMPOSE_PROFILES. */
const NEEDS: Record<Profile, Record<string, string>> = {
  emulator: {},
  gpu: {
    FRAMEWATCH_RUNNERS: 'http://inference-runner:8787,http://inference-runner-gpu:8787',
    GRAFANA_MORE_RUNNERS: './provisioning/grafana/profiles/gpu.yml',
  },
  ha: {
    GRAFANA_HA_ENV: 'provisioning/grafana/env/ha.env',
    GRAFANA_PUBLISH: '127.0.0.1:3001',
    NGINX_PUBLISH: '3000',
  },
  reporting: { GRAFANA_REPORTING_ENV: 'provisioning/grafana/env/reporting.env' },
};

/** Returns the names in a list that is separated by commas. */
function namesIn(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** Returns the profiles that compose takes from `COMPOSE_PROFILES`; `*` stands for all of them. */
export function activeProfiles(text: string): Profile[] {
  const names = namesIn(text);
  return PROFILES.filter((profile) => names.includes(profile) || names.includes('*'));
}

/** Returns whether a setting of an .env file has this value already; the order of profiles does not matter. */
export function isSetTo(name: string, given: string | undefined, wanted: string): boolean {
  const meaning = (value: string): string => (name === 'COMPOSE_PROFILES' ? namesIn(value).sort().join(',') : value);
  return given !== undefined && meaning(given.trim()) === meaning(wanted);
}

/**
 * Returns the profiles in a list such as `gpu,ha`, in the order of PROFILES.
 * @throws ArgumentsError for a profile that does not exist
 */
export function readProfiles(text: string): Profile[] {
  const given = namesIn(text);
  for (const name of given) {
    if (!PROFILES.some((profile) => profile === name))
      throw new ArgumentsError(
        `there is no profile "${name}": choose among ${PROFILES.join(', ')}, with commas between them`
      );
  }
  return PROFILES.filter((profile) => given.includes(profile));
}

/** Returns the settings that switch these profiles on. */
export function settingsOf(profiles: readonly Profile[]): Record<string, string> {
  return Object.assign(
    { COMPOSE_PROFILES: profiles.join(',') },
    ...profiles.map((profile) => NEEDS[profile])
  ) as Record<string, string>;
}

/** Returns the text of an .env file with these settings: values that it has are replaced, the others are appended. */
export function withSettings(text: string, settings: Readonly<Record<string, string>>): string {
  const missing = new Map(Object.entries(settings));
  const lines = text.split('\n').map((line) => {
    const name = /^([A-Z][A-Z0-9_]*)=/.exec(line)?.[1] ?? '';
    const value = missing.get(name);
    if (value === undefined) return line;
    missing.delete(name);
    return `${name}=${value}`;
  });
  const appended = [...missing].map(([name, value]) => `${name}=${value}\n`);
  return lines.join('\n') + appended.join('');
}
