/** Page of a workflow in Temporal's UI; undefined where the UI's address is not known. */
export function runLink(input: { uiUrl: string; namespace: string; workflowId: string }): string | undefined {
  const { uiUrl, namespace, workflowId } = input;
  if (uiUrl === '') return undefined;
  return `${uiUrl}/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(workflowId)}`;
}
