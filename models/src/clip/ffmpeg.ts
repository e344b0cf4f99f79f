import { AV_LOG_QUIET } from 'node-av/constants';
import { FFmpegError, Log } from 'node-av/lib';

// FFmpeg chats on stderr; what matters comes back as error codes.
Log.setLevel(AV_LOG_QUIET);

/**
 * Checks what a function of FFmpeg gave back.
 * @throws FFmpegError naming the operation
 */
export function check(result: number, operation: string): void {
  FFmpegError.throwIfError(result, operation);
}
