import { countApprovals, listApprovals, type AnswerOf, type Endpoint } from '@shuke/contract';
import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationOptions,
} from '@tanstack/react-query';
import { useRef } from 'react';
import { useNotices } from '../components/Notices.tsx';
import { call, newKey, type Input } from './call.ts';
import { asProblem, Deferred, type Problem } from './problem.ts';

export const keyOf = (endpoint: Endpoint, input?: unknown): readonly unknown[] =>
  input === undefined ? [endpoint.method, endpoint.path] : [endpoint.method, endpoint.path, input];

const FAILED_EVERY_MS = 3000;

interface ReadOptions {
  enabled?: boolean;
  refetchInterval?: number | false;
  staleTime?: number;
  /** Keeps the answer to the question before on screen while this one is fetched. */
  keepPrevious?: boolean;
}

/** The answer of a read, cached by endpoint and input. */
export function useAnswer<E extends Endpoint>(endpoint: E, input: Input<E>, options: ReadOptions = {}) {
  const { keepPrevious = false, refetchInterval = false, ...rest } = options;
  return useQuery<AnswerOf<E>, Problem>({
    queryKey: keyOf(endpoint, input),
    queryFn: ({ signal }) => call(endpoint, input, { signal }),
    // What failed is asked for again soon, so that a page left open heals by itself.
    refetchInterval: ({ state }) =>
      refetchInterval !== false && state.status === 'error'
        ? Math.min(refetchInterval, FAILED_EVERY_MS)
        : refetchInterval,
    ...rest,
    ...(keepPrevious ? { placeholderData: keepPreviousData } : {}),
  });
}

/** All pages of a list read so far; `fetchNextPage` reads on from the server's cursor. */
export function usePages<E extends Endpoint>(
  endpoint: E,
  inputAt: (cursor: string | undefined) => Input<E>,
  nextCursor: (answer: AnswerOf<E>) => string | null,
  options: { enabled?: boolean; staleTime?: number } = {},
) {
  return useInfiniteQuery({
    queryKey: [...keyOf(endpoint, inputAt(undefined)), 'pages'],
    queryFn: ({ pageParam, signal }) => call(endpoint, inputAt(pageParam), { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: AnswerOf<E>) => nextCursor(last) ?? undefined,
    placeholderData: keepPreviousData,
    ...options,
  });
}

/**
 * A mutation that is not begun again while it is under way: of two presses that come before the page shows the first, the
 * second would be answered as a repetition, without what is told only once.
 */
export function useSingly<Answer, Failed, Asked>(options: UseMutationOptions<Answer, Failed, Asked>) {
  const isUnderWay = useRef(false);
  const onSettled = () => {
    isUnderWay.current = false;
  };
  const write = useMutation<Answer, Failed, Asked>({ ...options, onSettled });
  const mutate: typeof write.mutate = (...asked) => {
    if (isUnderWay.current) return;
    isUnderWay.current = true;
    write.mutate(...asked);
  };
  return { ...write, mutate };
}

/**
 * A write. A repeated try after a lost answer carries the same idempotency key, so it cannot count twice; the next
 * intent gets its own. What `refreshes` names is read again afterwards. What waits for approval is told with the way there,
 * and `onDeferred` closes the form, as after a success.
 */
export function useWrite<E extends Endpoint>(
  endpoint: E,
  refreshes: readonly Endpoint[] = [],
  onDeferred: () => void = () => {},
) {
  const client = useQueryClient();
  const notices = useNotices();
  const refresh = (reads: readonly Endpoint[]) =>
    Promise.all(reads.map((read) => client.invalidateQueries({ queryKey: keyOf(read) })));
  const key = useRef<{ intent: string; key: string }>(undefined);
  return useSingly<AnswerOf<E>, Problem, Input<E>>({
    mutationFn: (input) => {
      const intent = JSON.stringify(input);
      if (key.current?.intent !== intent) key.current = { intent, key: newKey() };
      return call(endpoint, input, { key: key.current.key });
    },
    // Not waited for: what is read anew may take the form away, and whoever called must be told before that.
    onSuccess: () => {
      key.current = undefined;
      void refresh(refreshes);
    },
    onError: (error) => {
      if (error instanceof Deferred) {
        notices.deferred(error.approval);
        void refresh([listApprovals, countApprovals]);
        onDeferred();
      }
      // A refusal was heard: the next try is a new intent. Only a lost answer must be asked for again.
      if (asProblem(error).code !== 'client.offline') key.current = undefined;
    },
  });
}
