/** Points of one replicate of the lattice. */
export const LATTICE_POINTS = 65_536;

/**
 * Generating vector of a rank-1 lattice with 65,536 points: point i of coordinate j is the fraction i·z_j/65,536, moved
 * by a random shift. Found by us, component by component, each the best of 160 random odd numbers for the shift-invariant
 * worst-case error with product weights (1 + j/3)⁻²; the first coordinates are the best placed.
 * Source of the method: Sloan, Kuo and Joe, "Constructing randomly shifted lattice rules", SIAM J. Numer. Anal. 40 (2002).
 */
export const LATTICE: readonly number[] = [
  1, 23539, 8601, 3981, 6447, 12067, 14797, 12747, 22847, 11713, 10043, 16365, 30211, 29053, 8159, 27651, 2373, 31469,
  14323, 21817, 25081, 32199, 22939, 3625, 24107, 30945, 23907, 24241, 809, 9745, 29439, 8845, 14733, 32091, 4029,
  12373, 21785, 12463, 28997, 12363, 22313, 20039, 22819, 11615, 17431, 10633, 7245, 11995, 22475, 32373, 20005, 32533,
  16221, 27985, 30239, 30367, 8977, 15551, 23817, 11633, 2777, 23269, 29521, 29503, 32491, 26119, 8137, 5003, 19409,
  4797, 31659, 5055, 5669, 561, 855, 25735, 26015, 31091, 19365, 16309, 29317, 3129, 16663, 8891, 26339, 7355, 6721,
  22063, 31057, 25007, 9839, 6425, 605, 1459, 6581, 12099, 4359, 8571, 16431, 29813, 21701, 25547, 2771, 30627, 32621,
  23785, 8511, 11921, 13407, 27267, 29481, 13443, 30149, 17501, 10617, 12985, 13277, 29349, 9335, 7279, 21717, 12035,
  19639, 28381, 11513, 28661, 7785, 1495,
];
