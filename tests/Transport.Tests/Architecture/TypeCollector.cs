using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Sockets.Transport.Tests.Architecture;

/// <summary>Collects the assembly's own types from a signature, wherever they stand in it.</summary>
internal sealed class TypeCollector(ISet<TypeDefinitionHandle> found) : ISignatureTypeProvider<byte, byte>
{
    public byte GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        found.Add(handle);
        return 0;
    }

    public byte GetTypeFromSpecification(
        MetadataReader reader, byte genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    // All others either stand for no type of this assembly, or contain one that was shown above.
    public byte GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => 0;

    public byte GetPrimitiveType(PrimitiveTypeCode typeCode) => 0;

    public byte GetSZArrayType(byte elementType) => 0;

    public byte GetArrayType(byte elementType, ArrayShape shape) => 0;

    public byte GetByReferenceType(byte elementType) => 0;

    public byte GetPointerType(byte elementType) => 0;

    public byte GetPinnedType(byte elementType) => 0;

    public byte GetModifiedType(byte modifier, byte unmodifiedType, bool isRequired) => 0;

    public byte GetFunctionPointerType(MethodSignature<byte> signature) => 0;

    public byte GetGenericInstantiation(byte genericType, ImmutableArray<byte> typeArguments) => 0;

    public byte GetGenericMethodParameter(byte genericContext, int index) => 0;

    public byte GetGenericTypeParameter(byte genericContext, int index) => 0;
}
