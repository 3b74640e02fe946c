// Calls of the REST API that are tried again when the service says so, or does not answer. Every call here may be repeated.

export const server = (process.env.CHAT_SERVER ?? 'http://localhost:5080').replace(/\/$/, '');
export const companyOrOwnToken = process.env.CHAT_TOKEN ?? '';

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Trying again would not help: the reason is for programs, the message for people. */
export class Refused extends Error {
  constructor(
    readonly reason: string | undefined,
    message: string,
  ) {
    super(message);
  }
}

export async function call<T>(token: string, path: string, body?: object | null): Promise<T> {
  for (;;) {
    let wait = 1;
    try {
      const answer = await fetch(new URL(path, server), {
        method: body === undefined ? 'GET' : 'POST',
        headers: { Authorization: `Bearer ${token}`, ...(body ? { 'Content-Type': 'application/json' } : {}) },
        body: body ? JSON.stringify(body) : null,
      });
      if (answer.ok) return (await answer.json()) as T;
      const problem = (await answer.json()) as { reason?: string; detail: string };
      if (answer.status !== 429 && answer.status !== 503) throw new Refused(problem.reason, problem.detail);
      wait = Number(answer.headers.get('Retry-After') ?? 1);
    } catch (fault) {
      // Else the line is down, or the server is not there yet.
      if (fault instanceof Refused) throw fault;
    }
    await pause(wait * 1000);
  }
}
