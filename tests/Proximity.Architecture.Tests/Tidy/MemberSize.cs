namespace Proximity.Architecture.Tests.Tidy;

/// <summary>A measure of one member.</summary>
internal sealed record MemberSize(string Path, string Member, int Size)
{
    public string Key => $"{Path} {Member}";
}
