/** What a run's user answers: a message, or that the conversation is over. */
export type UserReply = { done: false; text: string } | { done: true };

/** Whom the actor talks to in a run with a user; a toolset brings one. */
export interface ConversationUser {
  /**
   * The reply to what the actor said, however long it takes. Called again after a lost worker with the same key, it
   * must give the same reply. Rejects with the signal's reason when that is aborted.
   */
  reply(input: {
    text: string;
    taskId: string;
    /** Number of the decision that asks, from 1. */
    step: number;
    idempotencyKey: string;
    signal: AbortSignal;
  }): Promise<UserReply>;
}
