// Links into the documentation: the page and heading that say more, in the text of this version.

/** `budgets.md#error-budgets`: a page of docs/, and perhaps a heading's anchor. */
export type DocPlace = `${string}.md` | `${string}.md#${string}`;

export const REPOSITORY = 'https://github.com/kd-gate/kd-gate';

/** The page as it was when this version was released. */
export function docUrl(place: DocPlace, version: string): string {
  const tag = /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/.test(version) ? `v${version}` : 'main';
  return `${REPOSITORY}/blob/${tag}/docs/${place}`;
}
