/** Lets everything run that is ready. */
export const settle = () => new Promise((resolve) => setImmediate(resolve));
