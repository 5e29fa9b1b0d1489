import type { IncomingMessage, ServerResponse } from 'node:http';
import { AHEAD_HEADER } from '../ahead-header';
import { ChatBody } from './chat-body';
import { chooseAnswer, locate, UnscriptedError, type Answer } from './choose-answer';
import { HttpProblem, readBody } from './http-problem';
import { playAnswer } from './play-answer';
import { preciseNow, type RecordedRequest } from './request-log';
import type { Fault, SimulatedModel } from './script';
import type { Stage } from './server';

/** Answers one chat completion request as the script wants it, and records what happens to it. */
export async function handleChat(
  stage: Stage,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = parseBody(await readBody(request));
  const model = stage.script.models[body.model];
  const ahead = request.headers[AHEAD_HEADER] === '1' || (body.priority ?? 0) > 0;
  const record = recordRequest(stage, body, ahead);
  const gone = watchClient(response, record);
  if (!model) {
    throw new HttpProblem(404, `The model '${body.model}' does not exist`, {
      type: 'invalid_request_error',
      code: 'model_not_found',
    });
  }
  const place = locate(stage.script, body);
  const fault = stage.faults.pick({ body, place, ahead, attempt: record.attempt });
  record.fault = fault?.kind;
  if (fault?.kind === 'status') throw new HttpProblem(fault.status, fault.message, fault, fault.headers);
  const answer = withFault(choose(stage, model, body, ahead), fault);
  record.conversation = answer.conversation;
  record.turnIndex = answer.turnIndex;
  record.rankOfTruth = answer.rankOfTruth;
  await inTurn(stage, body, gone, async () => {
    record.startedAt = preciseNow();
    await playAnswer({ body, model, answer, fault, record, response, gone });
  });
}

function parseBody(bytes: Buffer): ChatBody {
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new HttpProblem(400, 'The body of the request is not JSON');
  }
  const parsed = ChatBody.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new HttpProblem(400, `${issue?.path.join('.')}: ${issue?.message}`, {
    param: issue?.path.join('.') ?? null,
  });
}

function recordRequest(stage: Stage, body: ChatBody, ahead: boolean): RecordedRequest {
  const { messages, tools, ...parameters } = body;
  const place = locate(stage.script, body);
  return stage.log.add({
    path: '/v1/chat/completions',
    model: body.model,
    role: stage.script.models[body.model]?.role,
    conversation: place?.conversation,
    turnIndex: place?.turnIndex,
    attempt: stage.faults.countAttempt(body.model, place, ahead),
    ahead,
    stream: body.stream === true,
    n: body.n ?? 1,
    parameters,
    messageCount: messages.length,
    toolNames: (tools ?? []).flatMap((tool) => (tool.function ? [tool.function.name] : [])),
  });
}

/** Notes the end of the answer at once, whoever ends it; the signal is aborted when it is the client. */
function watchClient(response: ServerResponse, record: RecordedRequest): AbortSignal {
  const controller = new AbortController();
  response.on('finish', () => {
    record.closedAt ??= preciseNow();
    record.status = response.statusCode;
  });
  response.on('close', () => {
    record.closedAt ??= preciseNow();
    record.abortedByClient = !response.writableEnded && !endedByFault(record);
    controller.abort();
  });
  return controller.signal;
}

const endedByFault = (record: RecordedRequest): boolean => record.fault === 'cut' || record.fault === 'reset';

function choose(stage: Stage, model: SimulatedModel, body: ChatBody, ahead: boolean): Answer {
  try {
    return chooseAnswer({ script: stage.script, model, body, ahead });
  } catch (error) {
    if (error instanceof UnscriptedError) {
      throw new HttpProblem(400, `Simulated server: ${error.message}`, { code: 'unscripted' });
    }
    throw error;
  }
}

function withFault(answer: Answer, fault: Fault | undefined): Answer {
  return fault?.kind === 'empty'
    ? { ...answer, choices: answer.choices.map(() => ({ text: '', reasoning: '', calls: [] })) }
    : answer;
}

/** Waits for the model's gate, then for the server's; or refuses, where the script wants that. */
async function inTurn(
  stage: Stage,
  body: ChatBody,
  gone: AbortSignal,
  work: () => Promise<void>,
): Promise<void> {
  const gates = [stage.modelGates.get(body.model)!, stage.gate];
  if (stage.script.overflow === '429' && gates.some((gate) => gate.full)) {
    throw new HttpProblem(
      429,
      'Rate limit reached: too many requests at a time',
      { type: 'requests', code: 'rate_limit_exceeded' },
      { 'retry-after': '1' },
    );
  }
  const leave: (() => void)[] = [];
  try {
    for (const gate of gates) leave.push(await gate.enter(body.priority ?? 0, gone));
    await work();
  } catch (error) {
    if (!gone.aborted) throw error;
  } finally {
    for (const out of leave) out();
  }
}
