/** More than the sign and the line ends around it. */
const TAIL_BYTES = 64;

/** Looks for the line with which servers say that a stream has come to its end as meant, not to the end of a connection. */
export class EndSign {
  private tail = Buffer.alloc(0);

  /** Whether the sign was the last thing that has passed. */
  get seen(): boolean {
    return /(^|[\r\n])data: ?\[DONE\]\s*$/.test(this.tail.toString('latin1'));
  }

  /** The same stream, read on its way. */
  watch(response: Response): Response {
    const { body, status, headers } = response;
    if (!body) return response;
    const look = new TransformStream<Uint8Array, Uint8Array>({
      transform: (piece, controller) => {
        this.tail = Buffer.concat([this.tail, piece.subarray(-TAIL_BYTES)]).subarray(-TAIL_BYTES);
        controller.enqueue(piece);
      },
    });
    return new Response(body.pipeThrough(look), { status, headers });
  }
}
