import { EXAMPLES } from "../sandbox/examples";
import { describeMatrix, HALF } from "./matrix";

EXAMPLES.filter(({ name }) => HALF.includes(name)).forEach(describeMatrix);
