/* Names that the field has for masks which have another name here, or several, or are none. */
#ifndef STM__SPEC_FIELD_NAMES_H
#define STM__SPEC_FIELD_NAMES_H

#include <stmask/parameter.h>

/* What to write for such a name, whatever its capitals and hyphens; NULL where it is none. */
const char *stm__field_name(stm_text name);

#endif
