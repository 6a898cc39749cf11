using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Proximity.Architecture.Tests.Namespaces;

/// <summary>
/// Reads who uses whom inside one built assembly: base types, interfaces, fields, signatures, locals, and every type a method body touches. What the compiler makes of
/// lambdas, iterators and async methods is nested in the type that was written, and counts for that one.
/// </summary>
internal sealed class TypeUseReader
{
    private readonly PEReader file;
    private readonly MetadataReader metadata;

    private TypeUseReader(PEReader file)
    {
        this.file = file;
        metadata = file.GetMetadataReader();
    }

    public static IReadOnlyCollection<TypeUse> Read(Stream assembly)
    {
        using var file = new PEReader(assembly);
        var reader = new TypeUseReader(file);
        return [.. reader.metadata.TypeDefinitions.SelectMany(reader.UsesOf).Distinct()];
    }

    private IEnumerable<TypeUse> UsesOf(TypeDefinitionHandle handle)
    {
        var user = Outermost(handle);
        var types = new SignatureTypes();
        CollectDeclaration(metadata.GetTypeDefinition(handle), types);
        return types.Found.Select(Outermost).Where(used => used != user).Select(used => new TypeUse(user, used));
    }

    private void CollectDeclaration(TypeDefinition type, SignatureTypes types)
    {
        Collect(type.BaseType, types);
        foreach (var handle in type.GetInterfaceImplementations())
        {
            Collect(metadata.GetInterfaceImplementation(handle).Interface, types);
        }

        foreach (var handle in type.GetFields())
        {
            metadata.GetFieldDefinition(handle).DecodeSignature(types, null);
        }

        foreach (var handle in type.GetMethods())
        {
            CollectMethod(metadata.GetMethodDefinition(handle), types);
        }
    }

    private void CollectMethod(MethodDefinition method, SignatureTypes types)
    {
        method.DecodeSignature(types, null);
        if (method.RelativeVirtualAddress == 0)
        {
            return;
        }

        var body = file.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
        {
            metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(types, null);
        }

        foreach (var token in InstructionTokens.In(body.GetILBytes()!))
        {
            Collect((EntityHandle)MetadataTokens.Handle(token), types);
        }

        foreach (var region in body.ExceptionRegions)
        {
            Collect(region.CatchType, types);
        }
    }

    private void Collect(EntityHandle handle, SignatureTypes types)
    {
        if (handle.IsNil)
        {
            return;
        }

        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                types.Found.Add((TypeDefinitionHandle)handle);
                break;
            case HandleKind.TypeSpecification:
                metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(types, null);
                break;
            case HandleKind.FieldDefinition:
                types.Found.Add(metadata.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.MethodDefinition:
                types.Found.Add(metadata.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.MethodSpecification:
                var specification = metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                specification.DecodeSignature(types, null);
                Collect(specification.Method, types);
                break;
            case HandleKind.MemberReference:
                CollectMember(metadata.GetMemberReference((MemberReferenceHandle)handle), types);
                break;
        }
    }

    private void CollectMember(MemberReference member, SignatureTypes types)
    {
        Collect(member.Parent, types);
        if (member.GetKind() == MemberReferenceKind.Method)
        {
            member.DecodeMethodSignature(types, null);
        }
        else
        {
            member.DecodeFieldSignature(types, null);
        }
    }

    private TypeName Outermost(TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        while (!type.GetDeclaringType().IsNil)
        {
            type = metadata.GetTypeDefinition(type.GetDeclaringType());
        }

        return new TypeName(metadata.GetString(type.Namespace), metadata.GetString(type.Name), type.Attributes.HasFlag(TypeAttributes.Public));
    }
}
