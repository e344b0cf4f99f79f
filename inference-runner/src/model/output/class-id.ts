/** Checks the class that a model gives an object. Throws an Error when it is none of `classes`. */
export function checkClass(id: number, classes: number): void {
  if (Number.isInteger(id) && id >= 0 && id < classes) return;
  throw new Error(`an object of class ${id}, of ${classes}: name all of them in \`labels\``);
}
