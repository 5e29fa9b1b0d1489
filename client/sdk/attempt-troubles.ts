import type { Client } from '@temporalio/client';

/** What keeps failing in a run right now. */
export interface AttemptTrouble {
  activity: string;
  attempt: number;
  message: string;
}

/** Activities of a run that have failed and are tried again; empty where nobody can tell. */
export async function attemptTroubles(client: Client, workflowId: string): Promise<AttemptTrouble[]> {
  try {
    const { raw } = await client.workflow.getHandle(workflowId).describe();
    return (raw.pendingActivities ?? []).flatMap(({ activityType, attempt, lastFailure }) =>
      lastFailure?.message
        ? [
            {
              activity: activityType?.name ?? 'activity',
              attempt: attempt ?? 1,
              message: lastFailure.message,
            },
          ]
        : [],
    );
  } catch {
    return [];
  }
}
