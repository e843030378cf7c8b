/** Stands in for the vendor's icon font helper: same element and glyph, drawn from our own shapes. */

import styled from 'styled-components';

import { shape } from '../icons';

interface IconProps {
  /** Icon name; the vendor's styled icon hands it down. */
  readonly $type?: string;
}

export const IconBase = styled.i<IconProps>`
  &:before {
    ${({ $type }) => shape($type ?? 'info-circle')}
    display: inline-block;
    width: 1em;
    height: 1em;
    line-height: 1;
    font-style: normal;
    vertical-align: middle;
  }
`;

export function injectIconFont(): string {
  return 'sans-serif';
}

export function injectWebFont(): string {
  return 'sans-serif';
}
