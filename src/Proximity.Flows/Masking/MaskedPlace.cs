namespace Proximity.Masking;

/// <summary>What was masked, or left out, and where.</summary>
/// <param name="FlowId">The flow's number.</param>
/// <param name="Place">The message and the part of it: <c>request field Authorization</c>, <c>response body $.user.password</c>.</param>
/// <param name="Reason">What showed it to be a secret, or why it could not be looked into.</param>
/// <param name="Mark">What stands there now; null for what was left out.</param>
internal sealed record MaskedPlace(long FlowId, string Place, string Reason, string? Mark)
{
    public override string ToString()
        => Mark is null ? $"flow {FlowId}: {Place}: left out: {Reason}" : $"flow {FlowId}: {Place}: {Reason}: {Mark}";
}
