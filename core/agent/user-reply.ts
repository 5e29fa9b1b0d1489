import type { Accounts } from '../../contracts/accounts';
import type { Decision } from '../../contracts/decision';
import type { UserReply } from '../../contracts/user';
import { never } from '../speculation/live';
import type { Ports } from '../speculation/ports';
import type { Interruption } from './interruption';

/** Waits for the user's reply to what the actor said, and books the wait. No reply where the run is interrupted first. */
export async function userReply(
  decision: Decision,
  step: number,
  { ports, interruption, accounts }: { ports: Ports; interruption: Interruption; accounts: Accounts },
): Promise<{ reply?: UserReply; seconds: number }> {
  const startedAtMs = ports.nowMs();
  const reply = await interruption.race((live) => {
    const flight = ports.askUser(decision.text?.hash ?? '', { step });
    interruption.whenInterrupted(flight.cancel);
    return flight.result.catch((error: unknown) => {
      if (live()) throw error;
      return never<UserReply>();
    });
  });
  const seconds = (ports.nowMs() - startedAtMs) / 1000;
  const before = accounts.user ?? { turns: 0, seconds: 0 };
  accounts.user = { turns: before.turns + (reply ? 1 : 0), seconds: before.seconds + seconds };
  return { reply, seconds };
}
