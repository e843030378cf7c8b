/** Stands in for the vendor's page monitor: it would load a script from an outside host. */

export function getBlConfig(): undefined {
  return undefined;
}

export function installBl(): void {}

export function armsApi(): void {}
