using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Sockets.Transport.Tests.Architecture;

/// <summary>
/// Reads from a compiled assembly which of its types uses which other one: bases, interfaces, constraints, attributes,
/// signatures, and every token in every method body, so a single static call is seen.
/// </summary>
internal sealed class AssemblyReferences
{
    /// <summary>Type parameters stand for no type of their own, so decoding needs no context.</summary>
    private const byte NoContext = 0;

    private static readonly Dictionary<ushort, OperandType> s_operands = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(obj: null)!)
        .ToDictionary(code => (ushort)code.Value, code => code.OperandType);

    private readonly MetadataReader _metadata;
    private readonly PEReader _file;
    private readonly HashSet<TypeDefinitionHandle> _found = [];
    private readonly TypeCollector _collector;

    private AssemblyReferences(PEReader file)
    {
        _file = file;
        _metadata = file.GetMetadataReader();
        _collector = new TypeCollector(_found);
    }

    public static IReadOnlyList<TypeReference> Of(string assemblyPath)
    {
        using FileStream stream = File.OpenRead(assemblyPath);
        using var file = new PEReader(stream);
        return [.. new AssemblyReferences(file).All().Distinct()];
    }

    private IEnumerable<TypeReference> All() => _metadata.TypeDefinitions.SelectMany(OfType);

    private IEnumerable<TypeReference> OfType(TypeDefinitionHandle handle)
    {
        TypeDefinition type = _metadata.GetTypeDefinition(handle);
        Add(type.BaseType);
        Add(type.GetCustomAttributes());
        Add(type.GetGenericParameters());
        foreach (InterfaceImplementationHandle implementation in type.GetInterfaceImplementations())
        {
            Add(_metadata.GetInterfaceImplementation(implementation).Interface);
        }

        foreach (FieldDefinitionHandle fieldHandle in type.GetFields())
        {
            FieldDefinition field = _metadata.GetFieldDefinition(fieldHandle);
            field.DecodeSignature(_collector, NoContext);
            Add(field.GetCustomAttributes());
        }

        foreach (PropertyDefinitionHandle property in type.GetProperties())
        {
            Add(_metadata.GetPropertyDefinition(property).GetCustomAttributes());
        }

        foreach (EventDefinitionHandle eventHandle in type.GetEvents())
        {
            Add(_metadata.GetEventDefinition(eventHandle).Type);
        }

        List<TypeReference> references = [.. Take(handle, "declaration")];
        foreach (MethodDefinitionHandle methodHandle in type.GetMethods())
        {
            MethodDefinition method = _metadata.GetMethodDefinition(methodHandle);
            AddMethod(method);
            references.AddRange(Take(handle, _metadata.GetString(method.Name)));
        }

        return references;
    }

    private void AddMethod(MethodDefinition method)
    {
        method.DecodeSignature(_collector, NoContext);
        Add(method.GetCustomAttributes());
        Add(method.GetGenericParameters());
        foreach (ParameterHandle parameter in method.GetParameters())
        {
            Add(_metadata.GetParameter(parameter).GetCustomAttributes());
        }

        if (method.RelativeVirtualAddress == 0)
        {
            return;
        }

        MethodBodyBlock body = _file.GetMethodBody(method.RelativeVirtualAddress);
        Add(body.LocalSignature);
        foreach (ExceptionRegion region in body.ExceptionRegions)
        {
            Add(region.CatchType);
        }

        AddInstructions(body.GetILReader());
    }

    private void AddInstructions(BlobReader code)
    {
        while (code.RemainingBytes > 0)
        {
            ushort opcode = code.ReadByte();
            if (opcode == 0xFE)
            {
                opcode = (ushort)((opcode << 8) | code.ReadByte());
            }

            switch (s_operands[opcode])
            {
                case OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType
                    or OperandType.InlineTok or OperandType.InlineSig:
                    Add(MetadataTokens.EntityHandle(code.ReadInt32()));
                    break;
                case OperandType.InlineSwitch:
                    int targets = code.ReadInt32();
                    code.Offset += 4 * targets;
                    break;
                case OperandType.InlineNone:
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    code.Offset += 1;
                    break;
                case OperandType.InlineVar:
                    code.Offset += 2;
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    code.Offset += 8;
                    break;
                default:
                    code.Offset += 4;
                    break;
            }
        }
    }

    private void Add(EntityHandle handle)
    {
        if (handle.IsNil)
        {
            return;
        }

        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                _found.Add((TypeDefinitionHandle)handle);
                break;
            case HandleKind.TypeSpecification:
                _metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(_collector, NoContext);
                break;
            case HandleKind.MethodDefinition:
                Add(_metadata.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.FieldDefinition:
                Add(_metadata.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.MemberReference:
                Add(_metadata.GetMemberReference((MemberReferenceHandle)handle).Parent);
                break;
            case HandleKind.MethodSpecification:
                MethodSpecification generic = _metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                generic.DecodeSignature(_collector, NoContext);
                Add(generic.Method);
                break;
            case HandleKind.StandaloneSignature:
                AddSignature(_metadata.GetStandaloneSignature((StandaloneSignatureHandle)handle));
                break;
        }
    }

    private void AddSignature(StandaloneSignature signature)
    {
        if (signature.GetKind() == StandaloneSignatureKind.LocalVariables)
        {
            signature.DecodeLocalSignature(_collector, NoContext);
        }
        else
        {
            signature.DecodeMethodSignature(_collector, NoContext);
        }
    }

    private void Add(CustomAttributeHandleCollection attributes)
    {
        foreach (CustomAttributeHandle attribute in attributes)
        {
            Add(_metadata.GetCustomAttribute(attribute).Constructor);
        }
    }

    private void Add(GenericParameterHandleCollection parameters)
    {
        foreach (GenericParameterHandle parameter in parameters)
        {
            foreach (var constraint in _metadata.GetGenericParameter(parameter).GetConstraints())
            {
                Add(_metadata.GetGenericParameterConstraint(constraint).Type);
            }
        }
    }

    /// <summary>Gives what was found since the last call, told from the outermost types.</summary>
    private TypeReference[] Take(TypeDefinitionHandle user, string place)
    {
        (string from, string fromNamespace) = Outermost(user);
        TypeReference[] references =
        [
            .. from used in _found
               let to = Outermost(used)
               where to.FullName != @from
               select new TypeReference(@from, fromNamespace, place, to.FullName, to.Namespace),
        ];
        _found.Clear();
        return references;
    }

    private (string FullName, string Namespace) Outermost(TypeDefinitionHandle handle)
    {
        TypeDefinition type = _metadata.GetTypeDefinition(handle);
        while (type.IsNested)
        {
            type = _metadata.GetTypeDefinition(type.GetDeclaringType());
        }

        string space = _metadata.GetString(type.Namespace);
        return ($"{space}.{_metadata.GetString(type.Name)}", space);
    }
}
