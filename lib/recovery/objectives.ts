/**
 * How long a lost region may be away: four hours. "Business continuity: ... They have a Recovery Time Objective (RTO) of 4 hours"
 * (Secure baseline architecture for an AKS cluster, Azure Architecture Center, the case study that this platform follows). Users of the
 * other regions notice nothing meanwhile; it is the time without the reserve that the region was.
 */
export const recoveryTimeMinutes = 240;
