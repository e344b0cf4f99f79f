/** Returns the path of an event's still, below the stream's own path. */
export const stillPath = (eventId: string): string => `stills/${eventId}.jpg`;
