/** The provider's own numbers inside ids: CRC-32 (IEEE), as `create.StringHashcode` of the Terraform AWS provider. */

const POLYNOMIAL = 0xedb88320;

export function stringHashcode(text: string): number {
    let crc = 0xffffffff;
    for (const byte of Buffer.from(text, "utf8")) {
        crc ^= byte;
        for (let bit = 0; bit < 8; bit += 1) {
            crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
        }
    }
    return (crc ^ 0xffffffff) >>> 0;
}
