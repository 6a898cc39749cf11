namespace Proximity.Architecture.Tests.Namespaces;

/// <summary>An outermost type.</summary>
internal sealed record TypeName(string Namespace, string Name, bool IsPublic)
{
    public override string ToString() => $"{Namespace}.{Name}";
}
