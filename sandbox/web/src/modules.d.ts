/** Modules that come without types. */

declare module '*.css';

declare module 'styled-components' {
  import type { ReactElement } from 'react';

  type Tag<Props> = (
    css: TemplateStringsArray,
    ...parts: ((props: Props) => string)[]
  ) => (props: Props) => ReactElement;

  const styled: { readonly i: <Props>(...args: Parameters<Tag<Props>>) => ReturnType<Tag<Props>> };
  export default styled;
}

declare module 'react-dom' {
  import type { ReactElement } from 'react';

  export function render(element: ReactElement, container: Element | null): void;
}
