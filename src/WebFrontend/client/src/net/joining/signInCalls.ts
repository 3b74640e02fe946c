import type { SignedIn } from '../../models/protocol';
import { call, type Outcome } from '../http';

export const askSignInCode = (email: string): Promise<Outcome<undefined>> => call('POST', '/api/sign-in', { email });

export const signIn = (code: string): Promise<Outcome<SignedIn>> => call('POST', '/api/sign-in/code', { code });

/** Says which of the offered chats are one's own. */
export const openOffered = (chats: readonly string[]): Promise<Outcome<SignedIn>> =>
  call('POST', '/api/sign-in/chats', { chats });
