/** First parts of the addresses that are programs': Hosting/Pages.cs has the same, and a test compares the two. */
export const forPrograms = ['api', 'hubs', 'openapi', 'health', 'outbox', 'operator'];

/** Addresses of programs, and of files (a chat's has none behind it). No page is ever shown in their place. */
export const notPages = [new RegExp(`^/(?:${forPrograms.join('|')})(?:/|$)`, 'i'), /^(?!\/c\/).*\.[^/]*$/];
