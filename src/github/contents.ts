// A file of a commit as GitHub tells it, where nothing of that commit may be checked out.
import { attemptLater, type Outcome, reject } from '../base/problem.ts';
import { type Api, answerOrReject } from './api.ts';
import { fieldOf, numberOf, textOf } from './json.ts';

/**
 * `path`: from the repository's root. `commit`: of GitHub's event, a full id; the commits of a fork's pull request are
 * among them. Problems: `file/...`, and `github/...` of the call.
 */
export function fileAtCommit(api: Api, commit: string, path: string, maxBytes: number): Promise<Outcome<Uint8Array>> {
  return attemptLater(async () => {
    const answer = await answerOrReject(
      `${path} of commit ${commit.slice(0, 7)} was not read`,
      api.get('GET /repos/{owner}/{repo}/contents/{path}', { path, ref: commit }),
    );
    const size = numberOf(fieldOf(answer, 'size'));
    const content = textOf(fieldOf(answer, 'content'));
    // A folder is a list, a link that leads nowhere has another type.
    const isFile = fieldOf(answer, 'type') === 'file' && size !== undefined && content !== undefined;
    if (!isFile) return reject('file/not-a-file', `${path} is not a file in commit ${commit.slice(0, 7)}`);
    // GitHub leaves the content of large files out.
    if (size > maxBytes || fieldOf(answer, 'encoding') !== 'base64') {
      return reject('file/too-large', `${path} has ${size} bytes; at most ${maxBytes} are read`);
    }
    const bytes = decodeBase64(content);
    if (bytes?.length === size) return bytes;
    return reject('file/unreadable', `${path} arrived broken from GitHub`);
  });
}

function decodeBase64(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
