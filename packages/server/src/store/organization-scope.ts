/** Whose rows, and of which mode: what belongs to another organization, or to the other mode, does not exist. */
export interface OrganizationScope {
  readonly organizationId: string;
  readonly livemode: boolean;
}
