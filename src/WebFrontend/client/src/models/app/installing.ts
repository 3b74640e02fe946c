/** What this device remembers of offering to install the app. */
export interface InstallMemory {
  /** Messages sent here. */
  sent: number;
  /** Times a person came back after a while. */
  visits: number;
  lastSeenAt: number;
  /** The person has declined. */
  declined: boolean;
}

export const nothingRemembered: InstallMemory = { sent: 0, visits: 0, lastSeenAt: 0, declined: false };

/** Coming back sooner is the same visit. */
const apart = 30 * 60_000;

export function onVisit(memory: InstallMemory, now: number): InstallMemory {
  const visits = now - memory.lastSeenAt > apart ? memory.visits + 1 : memory.visits;
  return { ...memory, visits, lastSeenAt: now };
}

/** A person who writes here, or comes back, has a use for the app; before that, being asked is a nuisance. */
export function isGoodMoment(memory: InstallMemory): boolean {
  return !memory.declined && (memory.sent >= 3 || (memory.visits >= 2 && memory.sent >= 1));
}

export function memoryFrom(stored: string | null): InstallMemory {
  try {
    const value: unknown = stored === null ? null : JSON.parse(stored);
    return typeof value === 'object' && value !== null ? { ...nothingRemembered, ...value } : nothingRemembered;
  } catch (error) {
    if (error instanceof SyntaxError) return nothingRemembered;
    throw error;
  }
}

export interface Device {
  userAgent: string;
  touchPoints: number;
}

/** An iPhone, or an iPad, which says that it is a Mac. There, nothing but the person can add an app. */
export function isIos({ userAgent, touchPoints }: Device): boolean {
  return /iPhone|iPad|iPod/.test(userAgent) || (userAgent.includes('Macintosh') && touchPoints > 1);
}
