namespace Proximity.Architecture.Tests.Namespaces;

/// <summary>A type that uses another one of the same assembly; both are outermost types.</summary>
internal sealed record TypeUse(TypeName User, TypeName Used);
