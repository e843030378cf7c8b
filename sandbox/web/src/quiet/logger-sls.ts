/** Stands in for the vendor's log shipper: it would post to an outside host. */

type Log = (topic: string, info?: unknown, options?: unknown) => void;
type Logger = Log & Record<'debug' | 'log' | 'info' | 'warn' | 'error' | 'fatal' | 'biz', Log>;

const drop: Log = () => {};
const logger: Logger = Object.assign(() => {}, {
  debug: drop, log: drop, info: drop, warn: drop, error: drop, fatal: drop, biz: drop,
});

export default function createLogger(): Logger {
  return logger;
}

export function createLoggerFactory(): () => Logger {
  return createLogger;
}

export function flattenObject(): object {
  return {};
}
