// What went wrong, as the server says it (RFC 9457), or that it could not be reached.
type Body = {
  type?: string;
  title?: string;
  detail?: string;
  reason?: string | null;
  purpose?: string | null;
  errors?: { field: string; message: string }[] | null;
};

export class Problem extends Error {
  readonly type: string;
  readonly title: string;
  readonly detail: string;
  /** The stable code of the detail; "" where there is none. */
  readonly reason: string;
  /** What a passkey is to be shown for first; "" where none is. */
  readonly purpose: string;
  readonly errors: { field: string; message: string }[];

  constructor(
    readonly status: number,
    body: Body = {},
  ) {
    super(body.title ?? "");
    this.type = body.type ?? "";
    this.title = body.title ?? "";
    this.detail = body.detail ?? "";
    this.reason = body.reason ?? "";
    this.purpose = body.purpose ?? "";
    this.errors = body.errors ?? [];
  }

  /** What is wrong with one field, if anything. */
  of(field: string): string | undefined {
    return this.errors.find((error) => error.field === field)?.message;
  }
}

/** Whether asking the same once more can help: not where the server has understood and refused. */
export const canHelpAgain = ({ status }: Problem): boolean =>
  status < 400 || status >= 500 || status === 408 || status === 429;

export const asProblem = (error: unknown): Problem => (error instanceof Problem ? error : new Problem(0));

export const isSignedOut = (error: unknown) => error instanceof Problem && error.status === 401;
