// The rules of the layer check for dependency-cruiser's own command, to draw or ask about the graph of imports.
import { CRUISE_OPTIONS, layerRules } from "./tools/layer-rules.ts";

export default { ...layerRules(), options: CRUISE_OPTIONS };
