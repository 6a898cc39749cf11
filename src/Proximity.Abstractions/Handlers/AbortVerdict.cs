namespace Proximity;

/// <summary><see cref="Verdict.Abort"/>.</summary>
internal sealed class AbortVerdict(AbortKind kind) : Verdict
{
    public AbortKind Kind => kind;
}
