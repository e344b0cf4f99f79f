/** What says which model is run before which. */
interface Link {
  name: string;
  /** Name of the model that is run before it. */
  detector?: string | undefined;
}

/** Names of all models that have to run for this one: itself, its detector, the detector's. Chains have an end. */
export function chainOf(name: string, models: readonly Link[]): string[] {
  const detector = models.find((model) => model.name === name)?.detector;
  return detector === undefined ? [name] : [name, ...chainOf(detector, models)];
}
