// After the cast: nothing that the hall's page kept for the voter is left on this device.
import { forget } from "./hall-away.mjs";

await forget();
